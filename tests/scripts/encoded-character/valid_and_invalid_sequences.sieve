require ["encoded-character", "variables", "fileinto"];
set "dollar" "$";
if allof (string "$${hex:40}" "$@",
          string "${hex: 40 }" "@",
          string "${HEX: 40}" "@",
          string "${unicode:40}" "@",
          string "${UnICoDE:0000040}" "@",
          string "${Unicode:40}" "@",
          string "${hex:40" "${dollar}{hex:40",
          string "${hex:400}" "${dollar}{hex:400}",
          string "${hex:4${hex:30}}" "${dollar}{hex:40}",
          string "${ unicode:40}" "${dollar}{ unicode:40}",
          string "${Unicode:Cool}" "${dollar}{Unicode:Cool}",
          string "${unicode:20AC 1F4E7}" "€📧") {
  fileinto "all";
}

require ["virustest", "fileinto", "relational", "comparator-i;ascii-numeric"];
if virustest :value "eq" :comparator "i;ascii-numeric" "0" { keep; }
if virustest :value "eq" :comparator "i;ascii-numeric" "4" {
  fileinto "Quarantine";
} elsif virustest :value "eq" :comparator "i;ascii-numeric" "5" {
  discard;
}

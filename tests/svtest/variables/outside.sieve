require ["variables"];
if string "${outside}" "here" { discard; }
set "outside" "there";

require ["variables", "fileinto"];
set "a" "one
two";
set "b" text:  # what follows is the same
one
two
.
;
if string "${b}" "${a}
" { fileinto "same"; }

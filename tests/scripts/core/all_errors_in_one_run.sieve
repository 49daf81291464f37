require ["fileinto", "variable"];
fileitno "x";
if headr "a" "b" { keep }
keep "x";
redirect "nobody";
discard;

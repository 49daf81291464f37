require ["imap4flags", "fileinto"];
setflag "a" "x";
addflag "a" "x";
removeflag "a" "x";
if hasflag ["a"] "x" { keep; }
setflag;
keep :flags;

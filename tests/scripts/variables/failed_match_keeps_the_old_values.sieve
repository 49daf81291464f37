require ["fileinto", "variables"];
if header :matches "Subject" "[*] *" { keep; }
if header :matches "Subject" "nothing*" { discard; }
fileinto "${1}/${2}/${0}/${3}";

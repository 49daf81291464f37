require ["variables", "regex", "fileinto"];
set "pattern" "(unclosed";
if header :regex "subject" "${pattern}" { fileinto "Never"; }

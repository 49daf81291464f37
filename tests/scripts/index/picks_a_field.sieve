require ["index", "fileinto"];
if header :index 1 :last ["from", "subject"] "minutes of monday" { fileinto "last"; }

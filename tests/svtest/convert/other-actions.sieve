require ["convert", "fileinto"];
if fileinto "Work" { keep; }

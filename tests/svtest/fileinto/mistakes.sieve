require ["fileinto", "encoded-character"];
fileinto "";
fileinto "a${hex:FF}b";
fileinto "a${unicode:7F}b";
fileinto ["a", "b"];
fileinto;
if fileinto "a" { stop; }

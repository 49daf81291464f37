require ["frobnicate", "gargle"];
fileinto 3 "too many";
if not size :around 3 { keep; }
discard;

require ["spamtest", "spamtestplus"];
if spamtest :percent "100" { discard; }
if spamtest "10" { discard; }

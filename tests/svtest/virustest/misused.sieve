require ["virustest", "spamtestplus"];
if virustest :percent "50" { stop; }
if virustest ["1", "2"] { stop; }
if virustest { stop; }

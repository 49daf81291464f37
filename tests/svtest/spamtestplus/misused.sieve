require "spamtestplus";
if spamtest :percent ["1", "2"] { stop; }
if spamtest :percent 1 { stop; }
if spamtest :percent { stop; }

require ["vacation-seconds", "reject"];
vacation :seconds 60 "away";
reject "no";

require ["vacation", "vacation-seconds"];
vacation :seconds 60 "Away for a minute.";

require ["vacation", "vacation-seconds"];
if true { vacation :days 3 "away"; } else { vacation :seconds 60 "away"; }

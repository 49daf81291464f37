require "vacation-seconds";
vacation :seconds 60 :seconds 120 "away";

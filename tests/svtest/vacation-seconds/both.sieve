require "vacation-seconds";
vacation :seconds 1800 :days 1 "away";

require "vacation";
vacation :days 7 :days 7 :days 7 :days 7 :days 7 :days 7 :days 7 :days 7 :days 7 :days 7 :days 7 :days 7 :days 7 :days 7 :days 7 :days 7 "away";

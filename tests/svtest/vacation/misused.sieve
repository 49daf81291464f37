require "vacation";
vacation :days "7" "away";
vacation :subject ["a", "b"] "away";
vacation :addresses 5 "away";
vacation :mime "yes" "away";
vacation :handle "a" :handle "b" "away";
vacation :seconds 60 "away";
vacation;
if vacation "away" { stop; }

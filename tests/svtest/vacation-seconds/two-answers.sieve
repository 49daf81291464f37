require "vacation-seconds";
vacation :seconds 60 "one";
vacation :seconds 60 :handle "two" "two";

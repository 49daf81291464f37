require "vacation-seconds";
vacation :seconds 1 :addresses "sales@here.example" "Back in a minute.";

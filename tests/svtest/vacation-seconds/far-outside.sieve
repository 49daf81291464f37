require "vacation-seconds";
vacation :seconds 2147483648 :addresses "sales@here.example" "Away for years.";

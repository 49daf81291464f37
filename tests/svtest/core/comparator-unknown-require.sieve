require "comparator-i;elbonia";
keep;

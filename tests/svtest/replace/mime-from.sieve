require "replace";
replace :from "a@b.example" :mime "Content-Type: text/plain

x";

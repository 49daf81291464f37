require "duplicate";
if duplicate "x" { keep; }
if duplicate :uniqueid ["x", "y"] { keep; }
if duplicate :header { keep; }
if duplicate :handle "a" :handle "b" { keep; }
if duplicate :seconds "60" { keep; }
if duplicate :is :uniqueid "x" { keep; }
duplicate;

using Xunit.Sdk;
using Xunit.v3;

// A process has one current folder, and commands are run as people run them: in a folder, with names of files in it.
[assembly: Parallelization(Mode = ParallelMode.None)]

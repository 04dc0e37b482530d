using System.Globalization;
using SoftCfg.Benchmarks;
using TorchSharp;

const string Usage = """
    Measures how fast SoftCfg evaluates images on this machine; docs/performance.md says how to read the results. How fast it
    samples is measured by 'softcfg bench'.

      dotnet run -c Release --project bench/SoftCfg.Benchmarks -- evaluation [--rounds N]

      evaluation   the Inception network, FID, precision and recall, reading npz
      --rounds N   how often everything is measured; the figures are medians; 5
    """;

var rounds = 5;
if (args is not (["evaluation"] or ["evaluation", "--rounds", _]) ||
    args.Length == 3 && !(int.TryParse(args[2], NumberStyles.None, CultureInfo.InvariantCulture, out rounds) && rounds > 0))
{
    Console.Error.WriteLine(Usage);
    return 2;
}
#if DEBUG
Console.Error.WriteLine("This is a Debug build: its figures mean nothing. Add -c Release.");
#endif
torch.set_num_threads(Environment.ProcessorCount);
var report = new Report(args[0], rounds);
new EvaluationBenchmark(report, rounds).Run();
report.Print(Console.Out);
return 0;

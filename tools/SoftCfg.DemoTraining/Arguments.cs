using System.Globalization;
using static TorchSharp.torch;

namespace SoftCfg.DemoTraining;

/// <summary>The command line.</summary>
internal static class Arguments
{
    public static (string Command, string? Target, TrainingSettings Settings) Parse(string[] args)
    {
        var settings = new TrainingSettings();
        var words = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            string Value() => ++i < args.Length
                ? args[i]
                : throw new ArgumentException($"{args[i - 1]} needs a value.");
            int Whole(int least) => int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= least
                ? number
                : throw new ArgumentException($"{args[i - 1]} is '{args[i]}'; it must be a whole number of at least {least}.");
            switch (args[i])
            {
                case "--data":
                    settings = settings with { DataFolder = Value() };
                    break;
                case "--output":
                    settings = settings with { OutputFolder = Value() };
                    break;
                case "--seed":
                    settings = settings with { Seed = (ulong)Whole(0) };
                    break;
                case "--epochs":
                    settings = settings with { MostEpochs = Whole(1) };
                    break;
                case "--batch":
                    settings = settings with { BatchSize = Whole(1) };
                    break;
                case "--images":
                    settings = settings with { ReportedImages = Whole(1) };
                    break;
                case "--products":
                    settings = settings with
                    {
                        ProductPrecision = Value() switch
                        {
                            "float32" => ScalarType.Float32,
                            "bfloat16" => ScalarType.BFloat16,
                            var other => throw new ArgumentException($"--products is '{other}'; it must be float32 or bfloat16."),
                        },
                    };
                    break;
                default:
                    words.Add(args[i]);
                    break;
            }
        }
        if (words.Count is < 1 or > 2)
            throw new ArgumentException("Give one command.");
        return (words[0], words.ElementAtOrDefault(1), settings);
    }
}

using System.Globalization;

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
                case "--images":
                    settings = settings with { ReportedImages = Whole(1) };
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

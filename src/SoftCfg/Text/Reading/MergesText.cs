namespace SoftCfg.Text.Reading;

/// <summary>Reads merges.txt: a pair of tokens a line, the earliest first, below a line with the version.</summary>
internal static class MergesText
{
    private const string Version = "#version";

    /// <summary>The pairs, each with the number of its line.</summary>
    internal static IEnumerable<(int Line, string Left, string Right)> Read(TokenizerFile file)
    {
        var number = 0;
        foreach (var line in file.ReadText().Split('\n').Select(line => line.TrimEnd('\r')))
        {
            number++;
            if (line.Length == 0 || (number == 1 && line.StartsWith(Version, StringComparison.Ordinal)))
                continue;
            var pair = line.Split(' ');
            if (pair.Length != 2 || pair.Contains(""))
                throw file.Error($"line {number} is no pair of tokens with a space between them.");
            yield return (number, pair[0], pair[1]);
        }
    }
}

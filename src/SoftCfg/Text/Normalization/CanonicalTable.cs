using System.Globalization;

namespace SoftCfg.Text.Normalization;

/// <summary>What canonical composition knows of characters; from canonical.txt, which eng/canonical-characters.mjs writes.</summary>
internal sealed class CanonicalTable
{
    private static readonly Lazy<CanonicalTable> Loaded = new(() => new CanonicalTable());

    private readonly Dictionary<int, int[]> decompositions = [];
    private readonly Dictionary<(int, int), int> compositions = [];
    private readonly Dictionary<int, byte> classes = [];

    private CanonicalTable()
    {
        using var stream = typeof(CanonicalTable).Assembly.GetManifestResourceStream("SoftCfg.Text.canonical.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
                Add(line);
        }
    }

    internal static CanonicalTable Instance => Loaded.Value;

    /// <summary>What a character comes apart into, one step; null if into nothing.</summary>
    internal int[]? Decomposition(int character) => decompositions.GetValueOrDefault(character);

    /// <summary>What two characters compose to.</summary>
    internal bool TryCompose(int first, int second, out int composed) => compositions.TryGetValue((first, second), out composed);

    /// <summary>The canonical combining class: 0 for what begins anew.</summary>
    internal int Class(int character) => classes.GetValueOrDefault(character);

    private void Add(string line)
    {
        var mark = line.AsSpan().IndexOfAny("=!:");
        var (left, right) = (line[..mark], line[(mark + 1)..]);
        if (line[mark] == ':')
        {
            var ends = left.Split('-').Select(Code).ToArray();
            for (var character = ends[0]; character <= ends[1]; character++)
                classes[character] = byte.Parse(right, CultureInfo.InvariantCulture);
            return;
        }
        var parts = right.Split(' ').Select(Code).ToArray();
        decompositions[Code(left)] = parts;
        if (line[mark] == '=')
            compositions[(parts[0], parts[1])] = Code(left);
    }

    private static int Code(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}

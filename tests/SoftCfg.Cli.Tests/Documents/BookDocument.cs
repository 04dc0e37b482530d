using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace SoftCfg.Cli.Tests.Documents;

/// <summary>A document of the source tree and the commands in it.</summary>
internal sealed partial class BookDocument
{
    private static readonly string[] Shells = ["sh", "bash", "shell", "console"];

    private BookDocument(string name)
    {
        Name = name;
        Lines = File.ReadAllLines(Path.Combine(Root, name));
        Blocks = ReadBlocks().ToList();
    }

    /// <summary>The source tree.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All documents whose commands are run, by their paths; those of the samples eng/check-packages.sh runs.</summary>
    public static IReadOnlyList<string> Names { get; } = new[] { "docs", "src", "models" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.md", SearchOption.AllDirectories))
        .Concat(Directory.EnumerateFiles(Root, "*.md"))
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/')).Order(StringComparer.Ordinal).ToList();

    /// <summary>Its path in the source tree.</summary>
    public string Name { get; }

    /// <summary>Its lines.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>Its fenced blocks: where each begins, counted from 1, its language and its lines.</summary>
    public IReadOnlyList<(int Line, string Language, IReadOnlyList<string> Text)> Blocks { get; }

    /// <summary>The blocks that are typed into a shell.</summary>
    public IEnumerable<(int Line, string Language, IReadOnlyList<string> Text)> ShellBlocks =>
        Blocks.Where(block => Shells.Contains(block.Language));

    /// <summary>The commands: lines joined where a backslash ends them, remarks left out.</summary>
    public IEnumerable<BookCommand> Commands =>
        from block in ShellBlocks
        from command in Joined(block.Text, block.Line + 1)
        select command;

    /// <summary>Reads a document.</summary>
    public static BookDocument Read(string name) => new(name);

    private IEnumerable<BookCommand> Joined(IReadOnlyList<string> text, int first)
    {
        for (var i = 0; i < text.Count; i++)
        {
            var (line, begin) = (text[i], i);
            while (line.EndsWith('\\') && i + 1 < text.Count)
                line = line[..^1] + text[++i].TrimStart();
            foreach (var words in ShellWords.Commands(line))
            {
                var variables = words.TakeWhile(word => Variable().IsMatch(word)).ToList();
                if (words.Count > variables.Count)
                {
                    yield return new BookCommand(Name, first + begin, line.Trim(), words.Skip(variables.Count).ToList(),
                        variables.ToDictionary(word => word.Split('=')[0], word => word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..]));
                }
            }
        }
    }

    private IEnumerable<(int Line, string Language, IReadOnlyList<string> Text)> ReadBlocks()
    {
        for (var i = 0; i < Lines.Count; i++)
        {
            if (!Lines[i].StartsWith("```", StringComparison.Ordinal))
                continue;
            var begin = i;
            while (++i < Lines.Count && Lines[i] != "```")
                continue;
            yield return (begin + 1, Lines[begin][3..].Trim(), Lines.Skip(begin + 1).Take(i - begin - 1).ToList());
        }
    }

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));

    [GeneratedRegex("^[A-Z][A-Z0-9_]*=")]
    private static partial Regex Variable();
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SoftCfg.Cli.Completing;

/// <summary>A command line as far as it has been typed.</summary>
/// <param name="Words">The words behind the program's name, without that at the cursor.</param>
/// <param name="Current">What there is of the word at the cursor; empty behind a space.</param>
internal sealed partial record TypedLine(IReadOnlyList<string> Words, string Current)
{
    /// <summary>
    /// What shells ask, <c>[suggest:POSITION] LINE</c> as with every tool of System.CommandLine; null where it is something else.
    /// </summary>
    public static TypedLine? Asked(string[] arguments)
    {
        if (arguments.Length == 0 || Directive().Match(arguments[0]) is not { Success: true } directive)
            return null;
        var line = arguments.Length > 1 ? arguments[1] : "";
        return Read(int.TryParse(directive.Groups[1].Value, CultureInfo.InvariantCulture, out var position) && position < line.Length
            ? line[..position] : line);
    }

    /// <summary>Takes a line apart as shells do: by spaces that are in no quotes and behind no backslash.</summary>
    private static TypedLine Read(string line)
    {
        var (words, word, quote) = (new List<string>(), new StringBuilder(), '\0');
        for (var i = 0; i < line.Length; i++)
        {
            var letter = line[i];
            // Only where it says something: on Windows it stands in paths.
            if (letter == '\\' && quote != '\'' && i + 1 < line.Length && line[i + 1] is ' ' or '\\' or '"' or '\'' or '(' or ')' or '&')
                word.Append(line[++i]);
            else if (quote != '\0' ? letter == quote : letter is '"' or '\'')
                quote = quote == '\0' ? letter : '\0';
            else if (letter == ' ' && quote == '\0')
                Finish();
            else
                word.Append(letter);
        }
        return new(words.Skip(1).ToList(), word.ToString());

        void Finish()
        {
            if (word.Length > 0)
                words.Add(word.ToString());
            word.Clear();
        }
    }

    [GeneratedRegex(@"^\[suggest(?::([0-9]+))?\]$")]
    private static partial Regex Directive();
}

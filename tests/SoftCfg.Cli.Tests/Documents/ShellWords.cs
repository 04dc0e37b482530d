using System.Text;

namespace SoftCfg.Cli.Tests.Documents;

/// <summary>A line as a shell takes it apart, as far as documents need it: words, quotes, remarks.</summary>
internal static class ShellWords
{
    /// <summary>The commands of a line, one after another where the first must succeed.</summary>
    public static IEnumerable<IReadOnlyList<string>> Commands(string line)
    {
        var rest = Split(line);
        while (rest.Count > 0)
        {
            var command = rest.TakeWhile(word => word != "&&").ToList();
            yield return command;
            rest = rest.Skip(command.Count + 1).ToList();
        }
    }

    /// <summary>The words of a line.</summary>
    public static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (inWord, quote) = (false, '\0');
        foreach (var c in line)
        {
            if (quote != '\0')
            {
                if (c == quote)
                    quote = '\0';
                else
                    word.Append(c);
            }
            else if (c is '"' or '\'')
            {
                (quote, inWord) = (c, true);
            }
            else if (char.IsWhiteSpace(c))
            {
                End();
            }
            else if (c == '#' && !inWord)
            {
                break;
            }
            else
            {
                word.Append(c);
                inWord = true;
            }
        }
        End();
        return words;

        void End()
        {
            if (inWord)
                words.Add(word.ToString());
            word.Clear();
            inWord = false;
        }
    }
}

using System.Globalization;
using SoftCfg.Files;

namespace SoftCfg.Npz;

/// <summary>
/// Reads the Python dictionary that a header is: <c>{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }</c>.
/// Nothing else of Python is understood, and nothing is evaluated.
/// </summary>
internal sealed class NpyHeaderParser
{
    private readonly string text;
    private int position;

    private NpyHeaderParser(string text) => this.text = text;

    /// <exception cref="FormatException">It is not such a dictionary; the message says where.</exception>
    internal static NpyHeader Parse(string text) => new NpyHeaderParser(text).ReadHeader();

    private NpyHeader ReadHeader()
    {
        string? descr = null;
        bool? fortranOrder = null;
        long[]? shape = null;
        Expect('{');
        while (!Accept('}'))
        {
            var key = ReadText();
            Expect(':');
            switch (key)
            {
                case "descr" when descr is null:
                    descr = ReadText();
                    break;
                case "fortran_order" when fortranOrder is null:
                    fortranOrder = ReadBoolean();
                    break;
                case "shape" when shape is null:
                    shape = ReadShape();
                    break;
                default:
                    throw Error($"the key '{ForeignText.Show(key)}' is unknown or there twice");
            }
            if (!Accept(','))
            {
                Expect('}');
                break;
            }
        }
        SkipSpace();
        if (position < text.Length)
            throw Error("something follows the dictionary");
        return new NpyHeader(
            descr ?? throw new FormatException("it lacks 'descr'"),
            fortranOrder ?? throw new FormatException("it lacks 'fortran_order'"),
            shape ?? throw new FormatException("it lacks 'shape'"));
    }

    private string ReadText()
    {
        SkipSpace();
        var quote = position < text.Length ? text[position] : '\0';
        if (quote is not ('\'' or '"'))
            throw Error("expected a quoted text");
        var end = text.IndexOf(quote, position + 1);
        if (end < 0)
            throw Error("a text has no end");
        var value = text[(position + 1)..end];
        position = end + 1;
        return value;
    }

    private bool ReadBoolean()
    {
        SkipSpace();
        foreach (var (word, value) in new[] { ("True", true), ("False", false) })
        {
            if (text.AsSpan(position).StartsWith(word, StringComparison.Ordinal))
            {
                position += word.Length;
                return value;
            }
        }
        throw Error("expected True or False");
    }

    private long[] ReadShape()
    {
        var sizes = new List<long>();
        Expect('(');
        while (!Accept(')'))
        {
            sizes.Add(ReadNumber());
            if (!Accept(','))
            {
                Expect(')');
                break;
            }
        }
        return [.. sizes];
    }

    private long ReadNumber()
    {
        SkipSpace();
        var begin = position;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
            position++;
        if (!long.TryParse(text.AsSpan(begin, position - begin), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            position = begin;
            throw Error("expected a whole number from 0 on");
        }
        // Python 2 wrote long integers so.
        Accept('L');
        return value;
    }

    private void Expect(char symbol)
    {
        if (!Accept(symbol))
            throw Error($"expected '{symbol}'");
    }

    private bool Accept(char symbol)
    {
        SkipSpace();
        if (position == text.Length || text[position] != symbol)
            return false;
        position++;
        return true;
    }

    private void SkipSpace()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
            position++;
    }

    private FormatException Error(string problem) => new($"{problem} at character {position}");
}

using System.Text.Json;

namespace SoftCfg.Traces;

/// <summary>
/// The tokens of a JSON file, one after another through a buffer of fixed size: a file of any length takes the same
/// memory. Errors name the byte.
/// </summary>
internal sealed class JsonTokens(TraceFile file)
{
    private readonly byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private long read;
    private JsonReaderState state;
    private string? text;
    private long? whole;
    private float? number;

    /// <summary>What kind of token was read last; <see cref="JsonTokenType.None"/> behind the last one.</summary>
    public JsonTokenType Type { get; private set; }

    /// <summary>Where that token begins, in bytes from the start of the file.</summary>
    public long Offset { get; private set; }

    /// <summary>Reads the next token.</summary>
    /// <exception cref="TraceFileException">The file is not JSON, or ends within a value.</exception>
    public JsonTokenType Next()
    {
        while (!TryRead())
        {
            if (read == file.Length)
                return Type = JsonTokenType.None;
            Refill();
        }
        return Type;
    }

    /// <summary>Reads the name of the next property of an object; null at the object's end.</summary>
    public string? NextProperty() => Next() == JsonTokenType.EndObject ? null : text;

    /// <summary>Refuses a token of another type than the beginning of an object or an array.</summary>
    /// <param name="type">Which of them.</param>
    /// <param name="what">What it is, for the message: "image 3".</param>
    public void Begins(JsonTokenType type, string what)
    {
        if (Type != type)
            throw Unexpected(what, type == JsonTokenType.StartArray ? "a list" : "an object");
    }

    /// <summary>The text that the token is.</summary>
    public string Text(string what) => Type == JsonTokenType.String ? text! : throw Unexpected(what, "a text");

    /// <summary>The whole number from 0 to a bound that the token is.</summary>
    public long Whole(string what, long most) => whole is { } value && value >= 0 && value <= most
        ? value
        : throw Unexpected(what, most == long.MaxValue ? "whole and not negative" : $"a whole number from 0 to {most}");

    /// <summary>Reads the list of whole numbers from 0 on that begins at the token.</summary>
    public long[] Wholes(string what, int most) => List(what, most, () => Whole(what, long.MaxValue));

    /// <summary>Reads the list of numbers that begins at the token; <c>null</c> is NaN.</summary>
    public float[] Numbers(string what, int most) => List(what, most, () =>
        Type == JsonTokenType.Null ? float.NaN : number ?? throw Unexpected(what, "numbers that fit a float, or null"));

    /// <summary>Reads over the value that begins at the token.</summary>
    public void Skip()
    {
        var depth = Step();
        while (depth > 0)
        {
            Next();
            depth += Step();
        }

        int Step() => Type switch
        {
            JsonTokenType.StartArray or JsonTokenType.StartObject => 1,
            JsonTokenType.EndArray or JsonTokenType.EndObject => -1,
            _ => 0,
        };
    }

    /// <summary>The failure of finding something else than was expected.</summary>
    public TraceFileException Unexpected(string what, string expected) =>
        file.Error($"{what} should be {expected}, but byte {Offset} begins {Found}.");

    /// <summary>The failure of a value that cannot be right.</summary>
    public TraceFileException Wrong(string problem) => file.Error($"{problem} (found at byte {Offset})");

    private string Found => Type switch
    {
        JsonTokenType.StartArray => "a list",
        JsonTokenType.StartObject => "an object",
        JsonTokenType.EndArray => "the end of a list",
        JsonTokenType.EndObject => "the end of an object",
        JsonTokenType.String or JsonTokenType.PropertyName => "a text",
        JsonTokenType.Number => "another number",
        JsonTokenType.None => "nothing more",
        _ => Type.ToString().ToLowerInvariant(),
    };

    private T[] List<T>(string what, int most, Func<T> item)
    {
        Begins(JsonTokenType.StartArray, what);
        var items = new List<T>();
        while (Next() != JsonTokenType.EndArray)
        {
            if (items.Count == most)
                throw Wrong($"{what} has more than {most} numbers.");
            items.Add(item());
        }
        return items.ToArray();
    }

    private bool TryRead()
    {
        var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), isFinalBlock: read == file.Length, state);
        try
        {
            if (!reader.Read())
                return false;
        }
        catch (JsonException e)
        {
            var reason = e.Message.Split(" LineNumber:")[0];
            throw file.Error($"this is not JSON, or not all of it, at byte {read - end + start}: {reason}", e);
        }
        Offset = read - end + start + reader.TokenStartIndex;
        Type = reader.TokenType;
        (text, whole, number) = (null, null, null);
        if (Type is JsonTokenType.String or JsonTokenType.PropertyName)
            text = Decode(ref reader);
        if (Type == JsonTokenType.Number)
        {
            whole = reader.TryGetInt64(out var integer) ? integer : null;
            number = reader.TryGetSingle(out var single) && float.IsFinite(single) ? single : null;
        }
        state = reader.CurrentState;
        start += (int)reader.BytesConsumed;
        return true;
    }

    private string Decode(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        // Escapes of half a character, or bytes that are no UTF-8.
        catch (InvalidOperationException e)
        {
            throw file.Error($"the text at byte {Offset} is not Unicode.", e);
        }
    }

    /// <summary>Keeps the token that the buffer ends in and reads on behind it.</summary>
    private void Refill()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (end == buffer.Length)
            throw file.Error($"the value at byte {read - end} is longer than {buffer.Length} bytes; no trace has such.");
        var count = (int)Math.Min(buffer.Length - end, file.Length - read);
        file.Read(read, buffer.AsSpan(end, count), "the trace");
        end += count;
        read += count;
    }
}

namespace SoftCfg.Checkpoints.Torch;

/// <summary>The unpickler's stack with its marks. Taking more than is there since the last mark is an error.</summary>
internal sealed class PickleStack(PickleInput input)
{
    private readonly List<object?> values = [];
    private readonly Stack<int> marks = new();

    private int Floor => marks.TryPeek(out var mark) ? mark : 0;

    internal int Count => values.Count;

    internal void Push(object? value) => values.Add(value);

    internal object? Pop()
    {
        var value = Peek();
        values.RemoveAt(values.Count - 1);
        return value;
    }

    internal object? Peek() => values.Count > Floor
        ? values[^1]
        : throw input.Error("an opcode takes a value from an empty stack.");

    internal object?[] Pop(int count)
    {
        var taken = new object?[count];
        for (var i = count - 1; i >= 0; i--)
            taken[i] = Pop();
        return taken;
    }

    internal void Mark() => marks.Push(values.Count);

    /// <summary>Takes everything since the last mark, and the mark.</summary>
    internal object?[] PopToMark()
    {
        if (!marks.TryPop(out var mark))
            throw input.Error("an opcode needs a MARK that is not there.");
        var taken = values[mark..].ToArray();
        values.RemoveRange(mark, values.Count - mark);
        return taken;
    }

    /// <summary>Discards the top value, or the mark if it is on top.</summary>
    internal void Discard()
    {
        if (marks.Count > 0 && values.Count == Floor)
            marks.Pop();
        else
            Pop();
    }
}

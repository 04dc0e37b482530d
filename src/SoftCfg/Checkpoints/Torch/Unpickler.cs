using System.Globalization;
using System.Numerics;

namespace SoftCfg.Checkpoints.Torch;

/// <summary>
/// Runs the opcodes of one pickle and builds plain data. Names are compared with <see cref="PickleGlobals"/>, never
/// resolved; no opcode can reach code. None becomes null, whole numbers long or BigInteger, tuples object?[].
/// </summary>
/// <remarks>Opcodes: CPython, Lib/pickletools.py. The bounds keep a hostile file from taking memory or time.</remarks>
internal sealed class Unpickler
{
    private const int MaximumOpcodes = 4_000_000;
    private const int MaximumNumberBytes = 1024;

    private readonly PickleInput input;
    private readonly PickleStack stack;
    private readonly PickleBuilder builder;
    private readonly PickleMemo memo;

    private Unpickler(PickleInput input, PickleBudget budget, ICollection<StorageReference> storages)
    {
        this.input = input;
        stack = new PickleStack(input);
        memo = new PickleMemo(input);
        builder = new PickleBuilder(input, budget, storages);
    }

    /// <summary>Reads one pickle; the input then stands behind its STOP.</summary>
    /// <exception cref="CheckpointException">
    /// The pickle is damaged, or mentions something that is not allowed.
    /// </exception>
    internal static object? Read(PickleInput input) => Read(input, new PickleBudget(input), []);

    /// <summary>Reads one pickle and adds every storage it mentions, within tensors that are found or not.</summary>
    internal static object? Read(PickleInput input, PickleBudget budget, ICollection<StorageReference> storages) =>
        new Unpickler(input, budget, storages).Run();

    private object? Run()
    {
        for (var count = 0; count < MaximumOpcodes; count++)
        {
            var opcode = (PickleOpcode)input.ReadByte();
            if (opcode == PickleOpcode.Stop)
                return stack.Pop();
            if (!PushConstant(opcode) && !UseMemo(opcode) && !Collect(opcode) && !Construct(opcode))
                throw input.Error($"opcode 0x{(byte)opcode:x2} is unknown or not allowed in a checkpoint.");
        }
        throw input.Error($"the pickle has more than {MaximumOpcodes} opcodes; a checkpoint needs far fewer.");
    }

    private bool PushConstant(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.None: stack.Push(null); break;
            case PickleOpcode.NewTrue: stack.Push(true); break;
            case PickleOpcode.NewFalse: stack.Push(false); break;
            case PickleOpcode.BinInt: stack.Push((long)input.ReadInt32()); break;
            case PickleOpcode.BinInt1: stack.Push((long)input.ReadByte()); break;
            case PickleOpcode.BinInt2: stack.Push((long)input.ReadUInt16()); break;
            case PickleOpcode.Long1: stack.Push(ReadLong(input.ReadByte())); break;
            case PickleOpcode.Long4: stack.Push(ReadLong(input.ReadInt32())); break;
            case PickleOpcode.BinFloat: stack.Push(input.ReadBigEndianDouble()); break;
            case PickleOpcode.Int or PickleOpcode.Long: stack.Push(ParseInteger(input.ReadLine())); break;
            case PickleOpcode.Float: stack.Push(ParseFloat(input.ReadLine())); break;
            case PickleOpcode.Unicode: stack.Push(input.ReadLine()); break;
            case PickleOpcode.BinUnicode: stack.Push(input.ReadText((uint)input.ReadInt32())); break;
            case PickleOpcode.ShortBinUnicode or PickleOpcode.ShortBinString:
                stack.Push(input.ReadText(input.ReadByte()));
                break;
            case PickleOpcode.BinString: stack.Push(input.ReadText(input.ReadInt32())); break;
            case PickleOpcode.BinUnicode8: stack.Push(input.ReadText(input.ReadInt64())); break;
            case PickleOpcode.BinBytes: stack.Push(input.ReadBytes((uint)input.ReadInt32())); break;
            case PickleOpcode.ShortBinBytes: stack.Push(input.ReadBytes(input.ReadByte())); break;
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8:
                stack.Push(input.ReadBytes(input.ReadInt64()));
                break;
            default: return false;
        }
        return true;
    }

    private bool UseMemo(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Put: memo.Store(ParseIndex(input.ReadLine()), stack.Peek()); break;
            case PickleOpcode.BinPut: memo.Store(input.ReadByte(), stack.Peek()); break;
            case PickleOpcode.LongBinPut: memo.Store((uint)input.ReadInt32(), stack.Peek()); break;
            case PickleOpcode.Memoize: memo.Store(stack.Peek()); break;
            case PickleOpcode.Get: stack.Push(memo.Recall(ParseIndex(input.ReadLine()))); break;
            case PickleOpcode.BinGet: stack.Push(memo.Recall(input.ReadByte())); break;
            case PickleOpcode.LongBinGet: stack.Push(memo.Recall((uint)input.ReadInt32())); break;
            default: return false;
        }
        return true;
    }

    private bool Collect(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark: stack.Mark(); break;
            case PickleOpcode.Pop: stack.Discard(); break;
            case PickleOpcode.PopMark: stack.PopToMark(); break;
            case PickleOpcode.Dup: stack.Push(stack.Peek()); break;
            case PickleOpcode.EmptyTuple: stack.Push(Array.Empty<object?>()); break;
            case PickleOpcode.Tuple1: stack.Push(stack.Pop(1)); break;
            case PickleOpcode.Tuple2: stack.Push(stack.Pop(2)); break;
            case PickleOpcode.Tuple3: stack.Push(stack.Pop(3)); break;
            case PickleOpcode.Tuple: stack.Push(stack.PopToMark()); break;
            case PickleOpcode.EmptyList: stack.Push(new PickleList()); break;
            case PickleOpcode.EmptyDict: stack.Push(new PickleDictionary()); break;
            case PickleOpcode.EmptySet: stack.Push(new OpaqueObject("set")); break;
            case PickleOpcode.List: stack.Push(builder.Append(new PickleList(), stack.PopToMark())); break;
            case PickleOpcode.Dict: stack.Push(builder.SetItems(new PickleDictionary(), stack.PopToMark())); break;
            case PickleOpcode.FrozenSet: stack.PopToMark(); stack.Push(new OpaqueObject("frozenset")); break;
            case PickleOpcode.Append: Fill(stack.Pop(1), builder.Append); break;
            case PickleOpcode.Appends or PickleOpcode.AddItems: Fill(stack.PopToMark(), builder.Append); break;
            case PickleOpcode.SetItem: Fill(stack.Pop(2), builder.SetItems); break;
            case PickleOpcode.SetItems: Fill(stack.PopToMark(), builder.SetItems); break;
            default: return false;
        }
        return true;
    }

    private bool Construct(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto: ReadProtocol(); break;
            // Frames only group reads.
            case PickleOpcode.Frame: input.ReadInt64(); break;
            case PickleOpcode.Global: stack.Push(builder.Global(input.ReadLine(), input.ReadLine())); break;
            case PickleOpcode.StackGlobal: Apply(2, a => builder.Global(a[0], a[1])); break;
            case PickleOpcode.Reduce or PickleOpcode.NewObj: Apply(2, a => builder.Call(a[0], a[1])); break;
            case PickleOpcode.NewObjEx: Apply(3, a => builder.Call(a[0], a[1], a[2])); break;
            case PickleOpcode.Build: Apply(2, a => builder.Build(a[0])); break;
            case PickleOpcode.BinPersistentId: Apply(1, a => builder.Storage(a[0])); break;
            case PickleOpcode.PersistentId:
                throw input.Error("a storage is named by a text: the file was saved with pickle protocol 0, which keeps no " +
                    "tensors (torch.load cannot read it either). Save it again with torch.save as it is by default.");
            default: return false;
        }
        return true;
    }

    private void Apply(int count, Func<object?[], object?> action) => stack.Push(action(stack.Pop(count)));

    private void Fill(object?[] items, Func<object?, object?[], object?> action) => action(stack.Peek(), items);

    private void ReadProtocol()
    {
        var protocol = input.ReadByte();
        if (protocol > 5)
            throw input.Error($"pickle protocol {protocol}; expected at most 5.");
    }

    private object ReadLong(int bytes)
    {
        if (bytes is < 0 or > MaximumNumberBytes)
            throw input.Error($"a whole number claims {bytes} bytes; at most {MaximumNumberBytes} are allowed.");
        return Narrow(new BigInteger(input.ReadBytes(bytes)));
    }

    private object ParseInteger(string line)
    {
        // Protocols 0 and 1 write truth values as the numbers 00 and 01, and long ones with an L behind.
        if (line is "00" or "01")
            return line == "01";
        if (line.Length > MaximumNumberBytes || !BigInteger.TryParse(line.TrimEnd('L'),
            NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            throw input.Error("a line is not a whole number.");
        }
        return Narrow(number);
    }

    private double ParseFloat(string line) =>
        double.TryParse(line, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw input.Error("a line is not a number.");

    private long ParseIndex(string line) => ParseInteger(line) is long index and >= 0
        ? index
        : throw input.Error("a memo index is not a whole number from 0 on.");

    private static object Narrow(BigInteger number)
    {
        if (number < long.MinValue || number > long.MaxValue)
            return number;
        var narrow = (long)number;
        return narrow;
    }
}

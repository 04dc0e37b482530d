namespace SoftCfg.Checkpoints.Torch;

/// <summary>
/// Builds the few kinds of values that <see cref="Unpickler"/> can produce, and refuses everything else.
/// </summary>
internal sealed class PickleBuilder(PickleInput input, ICollection<StorageReference> storages)
{
    private const int MaximumNameLength = 200;

    /// <summary>An allowed name.</summary>
    /// <exception cref="CheckpointException">The name is not in the table.</exception>
    internal PickleGlobal Global(object? module, object? name)
    {
        if (module is not string moduleName || name is not string globalName)
            throw input.Error("the name of a class is not a text.");
        return PickleGlobals.Find(moduleName, globalName) ?? throw input.Error(
            $"the file wants to use {Printable(moduleName)}.{Printable(globalName)}, which is not on the list of " +
            "names a checkpoint needs. It was refused and nothing was run. Unless you trust its source, delete the " +
            "file; if you do, save the state dict alone (with torch.save, or as safetensors) and use that.");
    }

    /// <summary>REDUCE and NEWOBJ.</summary>
    internal object? Call(object? callee, object? arguments)
    {
        if (callee is not PickleGlobal global)
            throw input.Error($"{Describe(callee)} is called; expected an allowed name.");
        if (arguments is not object?[] values)
            throw input.Error($"{global.Name} is called with {Describe(arguments)}; expected a tuple.");
        return global.Kind switch
        {
            // Arguments of a dictionary are a default factory or, rarely, a list of pairs, as OrderedDict once wrote.
            PickleGlobalKind.Dictionary => values is [PickleList pairs] ? FromPairs(pairs) : new PickleDictionary(),
            PickleGlobalKind.RebuildTensor => RebuildTensor(global.Name, values),
            PickleGlobalKind.RebuildParameter => values is [TensorView tensor, ..]
                ? tensor
                : throw input.Error($"{global.Name} needs a tensor as its first argument."),
            PickleGlobalKind.Opaque => new OpaqueObject(global.Name),
            _ => throw input.Error($"{global.Name} is called; it may only name the type of a storage."),
        };
    }

    /// <summary>
    /// BUILD gives attributes to an object: none of them is a tensor of the state dict, so they are dropped.
    /// </summary>
    internal object Build(object? target) => target is PickleDictionary or OpaqueObject
        ? target
        : throw input.Error($"BUILD on {Describe(target)}; expected a dictionary or an object.");

    /// <summary>A storage from its persistent id: ("storage", type, key, location, elements[, window]).</summary>
    internal StorageReference Storage(object? id)
    {
        if (id is not object?[] { Length: 5 or 6 } parts || parts[0] is not "storage")
            throw input.Error("a persistent id is not a tuple that starts with 'storage' and has 5 or 6 entries.");
        if (parts[1] is not PickleGlobal { Kind: PickleGlobalKind.Storage } type)
        {
            throw input.Error($"the type of a storage is {Describe(parts[1])}; expected a class such as " +
                "torch.FloatStorage.");
        }
        if (parts[2] is not string key || key.Length is 0 or > 20 || !key.All(char.IsAsciiDigit))
            throw input.Error($"the key of a storage is {Describe(parts[2])}; expected decimal digits.");
        if (parts[4] is not long elements || elements < 0 || elements > long.MaxValue / ElementTypes.Size(type.Type))
            throw input.Error($"storage {key} claims {Describe(parts[4])} elements.");
        var window = Window(parts.ElementAtOrDefault(5), key, elements);
        var storage = new StorageReference(type.Type, key, elements, window);
        storages.Add(storage);
        return storage;
    }

    internal object Append(object? target, object?[] items)
    {
        if (target is PickleList list)
            list.Items.AddRange(items);
        else if (target is not OpaqueObject)
            throw input.Error($"values are added to {Describe(target)}; expected a list.");
        return target;
    }

    internal object SetItems(object? target, object?[] items)
    {
        if (items.Length % 2 != 0)
            throw input.Error("a dictionary is given a key without a value.");
        if (target is PickleDictionary dictionary)
        {
            for (var i = 0; i < items.Length; i += 2)
                dictionary.Pairs.Add((items[i], items[i + 1]));
        }
        else if (target is not OpaqueObject)
        {
            throw input.Error($"keys are set on {Describe(target)}; expected a dictionary.");
        }
        return target;
    }

    private TensorView RebuildTensor(string function, object?[] arguments)
    {
        if (arguments is not [StorageReference storage, long offset, object?[] size, object?[] stride, ..])
            throw input.Error($"{function} needs a storage, an offset, a size and a stride.");
        var view = new TensorView(storage, offset, Numbers(size, "size"), Numbers(stride, "stride"));
        if (TensorLayout.Problem(view) is { } problem)
            throw input.Error($"a tensor of storage {storage.Key} {problem}.");
        return view;
    }

    private long[] Numbers(object?[] values, string what) => values.Select(value => value is long number
        ? number
        : throw input.Error($"the {what} of a tensor holds {Describe(value)}; expected whole numbers.")).ToArray();

    private (long Offset, long Elements)? Window(object? window, string key, long elements) => window switch
    {
        null => null,
        object?[] and [string, long offset and >= 0, long length and >= 0]
            when offset <= elements && length <= elements - offset => (offset, length),
        _ => throw input.Error($"the view of storage {key} is not (key, offset, size) within its {elements} elements."),
    };

    private PickleDictionary FromPairs(PickleList pairs)
    {
        var dictionary = new PickleDictionary();
        foreach (var pair in pairs.Items)
        {
            dictionary.Pairs.Add(pair switch
            {
                object?[] and [var key, var value] => (key, value),
                PickleList { Items: [var key, var value] } => (key, value),
                _ => throw input.Error("a dictionary is made from something that is no list of pairs."),
            });
        }
        return dictionary;
    }

    private static string Describe(object? value) => value switch
    {
        null => "None",
        string text => $"'{Printable(text)}'",
        long or double or bool => $"{value}",
        System.Numerics.BigInteger => "a number beyond 64 bits",
        byte[] => "bytes",
        object?[] => "a tuple",
        PickleList => "a list",
        PickleDictionary => "a dictionary",
        PickleGlobal global => global.Name,
        OpaqueObject opaque => $"an object of {opaque.ClassName}",
        TensorView => "a tensor",
        _ => "a storage",
    };

    /// <summary>A foreign text as it may appear in a message: short, and without control characters.</summary>
    private static string Printable(string text) =>
        string.Concat(text.Take(MaximumNameLength).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
}

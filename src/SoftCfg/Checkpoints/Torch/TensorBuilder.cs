using static SoftCfg.Checkpoints.Torch.PickleValue;
using ScalarType = TorchSharp.torch.ScalarType;

namespace SoftCfg.Checkpoints.Torch;

/// <summary>
/// Builds storages and views of them. Every argument is either used, or checked to change no number: what is not understood
/// is refused, since weights that are read wrongly only show as poor images.
/// </summary>
/// <remarks>Source: torch/_utils.py, <c>_rebuild_tensor_v2</c> and those beside it; torch/_tensor.py.</remarks>
internal sealed class TensorBuilder(PickleInput input, PickleBudget budget, ICollection<StorageReference> storages)
{
    /// <summary>A storage from its persistent id: ("storage", type, key, location, elements[, window]).</summary>
    internal StorageReference Storage(object? id)
    {
        if (id is not object?[] { Length: 5 or 6 } parts || parts[0] is not "storage")
            throw input.Error("a persistent id is not a tuple that starts with 'storage' and has 5 or 6 entries.");
        if (parts[1] is not PickleGlobal { Kind: PickleGlobalKind.Storage, Type: { } type })
        {
            throw input.Error($"the type of a storage is {Describe(parts[1])}; expected a class such as " +
                "torch.FloatStorage.");
        }
        if (parts[2] is not string key || key.Length is 0 or > 20 || !key.All(char.IsAsciiDigit))
            throw input.Error($"the key of a storage is {Describe(parts[2])}; expected decimal digits.");
        // The device it was on; it is read to the CPU from wherever.
        if (parts[3] is not string)
            throw input.Error($"the location of storage {key} is {Describe(parts[3])}; expected a text.");
        if (parts[4] is not long elements || elements < 0 || elements > long.MaxValue / type.Bytes)
            throw input.Error($"storage {key} claims {Describe(parts[4])} elements.");
        var window = Window(parts.ElementAtOrDefault(5), key, elements);
        var storage = new StorageReference(type, key, elements, window);
        storages.Add(storage);
        return storage;
    }

    /// <summary>A view: (storage, offset, size, stride[, gradient, hooks[, dtype][, marks]]).</summary>
    internal TensorView Tensor(PickleGlobal function, object?[] arguments)
    {
        if (arguments is not [StorageReference storage, long offset, object?[] size, object?[] stride, .. var rest])
            throw input.Error($"{function.Name} needs a storage, an offset, a size and a stride.");
        var type = storage.Type;
        if (function.Kind == PickleGlobalKind.RebuildTensorV3)
        {
            type = rest is [_, _, PickleGlobal { Type: { } given, Kind: PickleGlobalKind.ElementType }, ..]
                ? given
                : throw input.Error($"a tensor of {Describe(rest.ElementAtOrDefault(2))} is not supported; the types are " +
                    $"{string.Join(", ", ElementTypes.All.Select(t => t.Name))}.");
            rest = [.. rest[..2], .. rest[3..]];
        }
        var isNegated = Marks(function.Name, rest);
        if (isNegated && type.ReadAs == ScalarType.Bool)
            throw input.Error("a tensor of truth values is marked as negated.");
        var view = new TensorView(storage, type, offset, Numbers(size, "size"), Numbers(stride, "stride"), isNegated);
        if (TensorLayout.Problem(view) is { } problem)
            throw input.Error($"a tensor of storage {storage.Key} {problem}.");
        return view;
    }

    /// <summary>The tensor inside a parameter: (tensor, gradient, hooks[, attributes]).</summary>
    internal TensorView Parameter(string function, object?[] arguments)
    {
        if (arguments is not [TensorView tensor, .. var rest])
            throw input.Error($"{function} needs a tensor as its first argument.");
        if (rest.Length > 3)
            throw input.Error($"{function} has {arguments.Length} arguments; expected at most 4.");
        foreach (var argument in rest)
            RefuseTensorsIn(argument, function);
        return tensor;
    }

    /// <summary>
    /// Attributes of a tensor are dropped. One that is a tensor itself (the scales of a quantised weight, say) may be what gives
    /// the weight its values.
    /// </summary>
    internal void RefuseTensorsIn(object? attributes, string function)
    {
        // Attributes are a dictionary, or a tuple of one and of slots.
        object?[] parts = attributes is object?[] tuple ? tuple : [attributes];
        budget.Spend(parts.Length);
        foreach (var dictionary in parts.OfType<PickleDictionary>())
        {
            budget.Spend(dictionary.Pairs.Count);
            foreach (var (key, value) in dictionary.Pairs)
            {
                if (value is TensorView)
                {
                    throw input.Error($"{function} gives a tensor the attribute {Describe(key)}, which is a tensor and would be " +
                        "lost. Save the plain values.");
                }
            }
        }
    }

    /// <summary>Whether the tensor is marked as negated. Gradient and hooks belong to training and change no number.</summary>
    private bool Marks(string function, object?[] rest)
    {
        if (rest is not ([] or [bool, PickleDictionary or null] or [bool, PickleDictionary or null, PickleDictionary or null]))
        {
            throw input.Error($"{function} has arguments that are not understood behind the stride: " +
                $"{string.Join(", ", rest.Take(4).Select(Describe))}; expected gradient, hooks and marks.");
        }
        var isNegated = false;
        if (rest.ElementAtOrDefault(2) is not PickleDictionary marks)
            return isNegated;
        budget.Spend(marks.Pairs.Count);
        foreach (var (name, value) in marks.Pairs)
        {
            if (name is "neg" && value is bool negated)
                isNegated = negated;
            else if (!(name is "conj" && value is false))
            {
                throw input.Error($"a tensor has the mark {Describe(name)} = {Describe(value)}, which is not supported: its " +
                    "numbers may not be the stored ones. Save a copy of it (tensor.resolve_conj().clone()).");
            }
        }
        return isNegated;
    }

    private long[] Numbers(object?[] values, string what)
    {
        // A tuple can be shared by any number of tensors: its length counts before it is copied.
        if (values.Length > TensorInfo.MaximumRank)
            throw input.Error($"a tensor has a {what} of {values.Length} numbers; at most {TensorInfo.MaximumRank} are allowed.");
        return values.Select(value => value is long number
            ? number
            : throw input.Error($"the {what} of a tensor holds {Describe(value)}; expected whole numbers.")).ToArray();
    }

    private (long Offset, long Elements)? Window(object? window, string key, long elements) => window switch
    {
        null => null,
        object?[] and [string, long offset and >= 0, long length and >= 0]
            when offset <= elements && length <= elements - offset => (offset, length),
        _ => throw input.Error($"the view of storage {key} is not (key, offset, size) within its {elements} elements."),
    };
}

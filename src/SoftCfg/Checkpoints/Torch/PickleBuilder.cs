using SoftCfg.Files;

namespace SoftCfg.Checkpoints.Torch;

/// <summary>
/// Builds the few kinds of values that <see cref="Unpickler"/> can produce, and refuses everything else.
/// </summary>
internal sealed class PickleBuilder(PickleInput input, PickleBudget budget, ICollection<StorageReference> storages)
{
    private readonly TensorBuilder tensors = new(input, budget, storages);

    /// <summary>An allowed name.</summary>
    /// <exception cref="CheckpointException">The name is not in the table, or is a kind of tensor nobody needs here.</exception>
    internal PickleGlobal Global(object? module, object? name)
    {
        if (module is not string moduleName || name is not string globalName)
            throw input.Error("the name of a class is not a text.");
        var global = PickleGlobals.Find(moduleName, globalName) ?? throw input.Error(
            $"the file wants to use {ForeignText.Show(moduleName)}.{ForeignText.Show(globalName)}, which is not on the list of " +
            "names a checkpoint needs. It was refused and nothing was run. Unless you trust its source, delete the " +
            "file; if you do, save the state dict alone (with torch.save, or as safetensors) and use that.");
        return global.Unsupported is null ? global : throw Unsupported(global.Unsupported, global);
    }

    /// <summary>REDUCE, NEWOBJ and NEWOBJ_EX.</summary>
    /// <param name="callee">What is called.</param>
    /// <param name="arguments">A tuple.</param>
    /// <param name="named">Arguments by name; null where the opcode has none.</param>
    internal object? Call(object? callee, object? arguments, object? named = null)
    {
        if (callee is not PickleGlobal global)
            throw input.Error($"{PickleValue.Describe(callee)} is called; expected an allowed name.");
        if (arguments is not object?[] values)
            throw input.Error($"{global.Name} is called with {PickleValue.Describe(arguments)}; expected a tuple.");
        if (global.Kind == PickleGlobalKind.Opaque)
            return new OpaqueObject(global.Name);
        if (named is not (null or PickleDictionary { Pairs.Count: 0 }))
            throw input.Error($"{global.Name} is called with arguments by name; it takes none.");
        return global.Kind switch
        {
            PickleGlobalKind.Dictionary => Dictionary(global.Name, values),
            PickleGlobalKind.DefaultDictionary => Dictionary(global.Name, values is [null or PickleGlobal, .. var rest] ? rest : values),
            PickleGlobalKind.RebuildParameter => tensors.Parameter(global.Name, values),
            PickleGlobalKind.RebuildFromType => FromType(global.Name, values),
            PickleGlobalKind.RebuildTensor or PickleGlobalKind.RebuildTensorV2 or PickleGlobalKind.RebuildTensorV3 =>
                tensors.Tensor(global, values),
            _ => throw input.Error($"{global.Name} is called; it may only name the type of a storage or a tensor."),
        };
    }

    /// <summary>
    /// BUILD gives attributes to an object: none of them is a tensor of the state dict, so they are dropped.
    /// </summary>
    internal object Build(object? target) => target is PickleDictionary or OpaqueObject
        ? target
        : throw input.Error($"BUILD on {PickleValue.Describe(target)}; expected a dictionary or an object.");

    /// <summary>A storage from its persistent id.</summary>
    internal StorageReference Storage(object? id) => tensors.Storage(id);

    internal object Append(object? target, object?[] items)
    {
        if (target is PickleList list)
            list.Items.AddRange(items);
        else if (target is not OpaqueObject)
            throw input.Error($"values are added to {PickleValue.Describe(target)}; expected a list.");
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
            throw input.Error($"keys are set on {PickleValue.Describe(target)}; expected a dictionary.");
        }
        return target;
    }

    /// <summary>A tensor with attributes of its own: the call that it was made by, and the attributes.</summary>
    private object? FromType(string function, object?[] values)
    {
        if (values is not [PickleGlobal rebuild, PickleGlobal type, object?[] arguments, var state] ||
            rebuild.Kind is PickleGlobalKind.RebuildFromType)
        {
            throw input.Error($"{function} needs a function, a class, a tuple and attributes.");
        }
        if (type.Kind != PickleGlobalKind.TensorClass)
            throw Unsupported("specialised", type);
        tensors.RefuseTensorsIn(state, function);
        return Call(rebuild, arguments) as TensorView ?? throw input.Error($"{function} makes no tensor.");
    }

    private CheckpointException Unsupported(string kind, PickleGlobal global) => input.Error(
        $"a {kind} tensor ({global.Name}) is not supported: weights are dense tensors of real numbers. The file is not " +
        "dangerous for that; save it again without this tensor, or with its values as a dense one.");

    /// <summary>Pairs that are shared are copied, as Python does, so each copy counts.</summary>
    private PickleDictionary Dictionary(string function, object?[] arguments)
    {
        var dictionary = new PickleDictionary();
        if (arguments.Length == 0)
            return dictionary;
        if (arguments is [PickleDictionary other])
        {
            budget.Spend(other.Pairs.Count);
            dictionary.Pairs.AddRange(other.Pairs);
            return dictionary;
        }
        var pairs = arguments switch
        {
            [PickleList list] => list.Items,
            [object?[] tuple] => tuple,
            _ => (IReadOnlyList<object?>?)null,
        } ?? throw input.Error($"{function} is made from {PickleValue.Describe(arguments[0])}; expected a dictionary or pairs.");
        budget.Spend(pairs.Count);
        dictionary.Pairs.Capacity = pairs.Count;
        foreach (var pair in pairs)
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
}

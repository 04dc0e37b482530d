using SoftCfg.Files;

namespace SoftCfg.Checkpoints.Torch;

/// <summary>Values of a pickle in messages.</summary>
internal static class PickleValue
{
    /// <summary>What a value is; texts are shortened.</summary>
    internal static string Describe(object? value) => value switch
    {
        null => "None",
        string text => $"'{ForeignText.Show(text)}'",
        long or double or bool => FormattableString.Invariant($"{value}"),
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
}

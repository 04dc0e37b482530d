using System.Collections.Frozen;
using static SoftCfg.Checkpoints.Torch.PickleGlobalKind;

namespace SoftCfg.Checkpoints.Torch;

/// <summary>
/// Every name a pickle may mention, compared whole. No name is ever looked up anywhere else, and none of them is code
/// here: see docs/adr/0002-restricted-unpickler.md.
/// </summary>
internal static class PickleGlobals
{
    private static readonly FrozenDictionary<(string Module, string Name), PickleGlobal> Allowed = Table();

    /// <summary>The global, or null if it is not allowed.</summary>
    internal static PickleGlobal? Find(string module, string name) => Allowed.GetValueOrDefault((module, name));

    private static FrozenDictionary<(string Module, string Name), PickleGlobal> Table()
    {
        var table = new Dictionary<(string Module, string Name), PickleGlobal>();
        void Allow(PickleGlobalKind kind, string module, params string[] names)
        {
            foreach (var name in names)
                table.Add((module, name), new PickleGlobal($"{module}.{name}", kind));
        }

        Allow(Dictionary, "collections", "OrderedDict", "defaultdict");
        Allow(Dictionary, "builtins", "dict");
        Allow(Dictionary, "__builtin__", "dict");
        Allow(RebuildTensor, "torch._utils", "_rebuild_tensor", "_rebuild_tensor_v2");
        Allow(RebuildParameter, "torch._utils", "_rebuild_parameter", "_rebuild_parameter_with_state");
        foreach (var (storage, type) in ElementTypes.Storages)
            table.Add(("torch", storage), new PickleGlobal($"torch.{storage}", Storage, type));

        string[] values = ["object", "int", "float", "bool", "str", "bytes", "bytearray", "complex", "tuple", "list",
            "set", "frozenset", "slice", "range"];
        Allow(Opaque, "builtins", values);
        Allow(Opaque, "__builtin__", [.. values, "long", "unicode"]);
        Allow(Opaque, "copyreg", "_reconstructor");
        Allow(Opaque, "copy_reg", "_reconstructor");
        Allow(Opaque, "_codecs", "encode");
        Allow(Opaque, "collections", "Counter", "deque");
        Allow(Opaque, "argparse", "Namespace");
        Allow(Opaque, "types", "SimpleNamespace");
        Allow(Opaque, "typing", "Any", "Dict", "List", "Optional", "Tuple", "Union");
        Allow(Opaque, "datetime", "date", "datetime", "time", "timedelta", "timezone");
        Allow(Opaque, "pathlib", "Path", "PosixPath", "WindowsPath", "PurePath", "PurePosixPath", "PureWindowsPath");
        Allow(Opaque, "torch", "Size", "device", "Generator", "float16", "bfloat16", "float32", "float64", "int8",
            "int16", "int32", "int64", "uint8", "bool", "complex64", "complex128");
        Allow(Opaque, "numpy", "dtype", "ndarray", "float16", "float32", "float64", "int8", "int16", "int32", "int64",
            "uint8", "uint16", "uint32", "uint64", "bool_");
        Allow(Opaque, "numpy.core.multiarray", "scalar", "_reconstruct");
        Allow(Opaque, "numpy._core.multiarray", "scalar", "_reconstruct");
        Allow(Opaque, "omegaconf.dictconfig", "DictConfig");
        Allow(Opaque, "omegaconf.listconfig", "ListConfig");
        Allow(Opaque, "omegaconf.base", "ContainerMetadata", "Metadata");
        Allow(Opaque, "omegaconf.nodes", "AnyNode", "BooleanNode", "BytesNode", "EnumNode", "FloatNode", "IntegerNode",
            "InterpolationResultNode", "PathNode", "StringNode");
        Allow(Opaque, "easydict", "EasyDict");
        Allow(Opaque, "yacs.config", "CfgNode");
        return table.ToFrozenDictionary();
    }
}

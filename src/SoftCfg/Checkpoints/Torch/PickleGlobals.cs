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

        void Refuse(string kind, string module, params string[] names)
        {
            foreach (var name in names)
                table.Add((module, name), new PickleGlobal($"{module}.{name}", UnsupportedTensor, Unsupported: kind));
        }

        Allow(Dictionary, "collections", "OrderedDict");
        Allow(DefaultDictionary, "collections", "defaultdict");
        Allow(Dictionary, "builtins", "dict");
        Allow(Dictionary, "__builtin__", "dict");
        Allow(RebuildTensor, "torch._utils", "_rebuild_tensor");
        Allow(RebuildTensorV2, "torch._utils", "_rebuild_tensor_v2");
        Allow(RebuildTensorV3, "torch._utils", "_rebuild_tensor_v3");
        Allow(RebuildParameter, "torch._utils", "_rebuild_parameter", "_rebuild_parameter_with_state");
        Allow(RebuildFromType, "torch._tensor", "_rebuild_from_type_v2");
        Allow(TensorClass, "torch", "Tensor");
        Allow(TensorClass, "torch.nn.parameter", "Parameter", "Buffer");
        foreach (var type in ElementTypes.All)
        {
            if (type.Storage is { } storage)
                table.Add(("torch", storage), new PickleGlobal($"torch.{storage}", Storage, type));
            table.Add(("torch", type.Name), new PickleGlobal($"torch.{type.Name}", PickleGlobalKind.ElementType, type));
        }
        table.Add(("torch.storage", "UntypedStorage"), new("torch.storage.UntypedStorage", Storage, ElementTypes.Byte));
        table.Add(("torch", "UntypedStorage"), new("torch.UntypedStorage", Storage, ElementTypes.Byte));

        Refuse("sparse", "torch._utils", "_rebuild_sparse_tensor", "_rebuild_sparse_csr_tensor");
        Refuse("quantised", "torch._utils", "_rebuild_qtensor");
        Refuse("nested", "torch._utils", "_rebuild_nested_tensor");
        Refuse("meta", "torch._utils", "_rebuild_meta_tensor_no_storage");
        Refuse("wrapped", "torch._utils", "_rebuild_wrapper_subclass");
        Refuse("device", "torch._utils", "_rebuild_device_tensor_from_numpy", "_rebuild_device_tensor_from_cpu_tensor");
        Refuse("complex", "torch", "ComplexFloatStorage", "ComplexDoubleStorage", "ComplexHalfStorage");
        Refuse("quantised", "torch", "QInt8Storage", "QUInt8Storage", "QInt32Storage", "QUInt4x2Storage", "QUInt2x4Storage");

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
        string[] paths = ["Path", "PosixPath", "WindowsPath", "PurePath", "PurePosixPath", "PureWindowsPath"];
        Allow(Opaque, "pathlib", paths);
        // Where Python 3.13 keeps them.
        Allow(Opaque, "pathlib._local", paths);
        Allow(Opaque, "torch", "Size", "device", "Generator", "uint16", "uint32", "uint64", "complex32", "complex64",
            "complex128", "qint8", "quint8", "qint32", "strided", "sparse_coo", "sparse_csr");
        Allow(Opaque, "torch.torch_version", "TorchVersion");
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

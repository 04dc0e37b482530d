namespace SoftCfg.Checkpoints.Torch;

/// <summary>Checks and arithmetic of strided views.</summary>
internal static class TensorLayout
{
    /// <summary>What is wrong with a view, as the end of a sentence; null if it lies within its storage.</summary>
    internal static string? Problem(TensorView view)
    {
        if (view.Shape.Length != view.Strides.Length)
            return $"has {view.Shape.Length} dimensions but {view.Strides.Length} strides";
        if (view.Shape.Length > TensorInfo.MaximumRank)
            return $"has {view.Shape.Length} dimensions; at most {TensorInfo.MaximumRank} are allowed";
        if (view.Offset < 0 || Array.Exists(view.Shape, n => n < 0) || Array.Exists(view.Strides, n => n < 0))
            return $"has a negative offset, size or stride: {Describe(view)}";
        try
        {
            var stored = view.Storage.WindowBytes / view.Type.Bytes;
            var elements = TensorInfo.CountElements(view.Shape);
            if (view.Offset > stored || (elements > 0 && checked(view.Offset + Extent(view)) > stored))
                return $"reaches past its {stored} elements: {Describe(view)}";
            return null;
        }
        catch (OverflowException)
        {
            return $"has more elements than fit 64 bits: {Describe(view)}";
        }
    }

    /// <summary>Stored elements from the first to the last one of a view.</summary>
    internal static long Extent(TensorView view)
    {
        if (TensorInfo.CountElements(view.Shape) == 0)
            return 0;
        long last = 0;
        for (var i = 0; i < view.Shape.Length; i++)
            last = checked(last + (view.Shape[i] - 1) * view.Strides[i]);
        return checked(last + 1);
    }

    /// <summary>Whether the elements lie in row-major order without gaps.</summary>
    internal static bool IsContiguous(TensorView view)
    {
        long expected = 1;
        for (var i = view.Shape.Length - 1; i >= 0; i--)
        {
            if (view.Shape[i] != 1 && view.Strides[i] != expected)
                return TensorInfo.CountElements(view.Shape) == 0;
            expected *= Math.Max(view.Shape[i], 1);
        }
        return true;
    }

    private static string Describe(TensorView view) =>
        $"offset {view.Offset}, size ({string.Join(", ", view.Shape)}), stride ({string.Join(", ", view.Strides)})";
}

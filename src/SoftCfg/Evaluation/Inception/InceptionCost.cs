namespace SoftCfg.Evaluation.Inception;

/// <summary>What the network of the table costs.</summary>
internal static class InceptionCost
{
    /// <summary>Multiply-adds of the convolutions and of the last product, for one image; pools and norms are left out.</summary>
    internal static long MultiplyAdds()
    {
        var total = InceptionTable.FeatureCount * (long)InceptionTable.ClassCount;
        long size = InceptionTable.ImageSize;
        foreach (var node in InceptionTable.Stem)
            size = Add(node, size, ref total);
        foreach (var block in InceptionTable.Blocks)
        {
            var input = size;
            foreach (var branch in block.Branches)
            {
                size = input;
                foreach (var stage in branch)
                {
                    // The layers of a stage stand side by side over one input, and keep its size.
                    var width = size;
                    foreach (var node in stage)
                        size = Add(node, width, ref total);
                }
            }
        }
        return total;
    }

    /// <summary>Adds a layer's share and returns the width, which is the height, of its output.</summary>
    private static long Add(InceptionNode node, long size, ref long total)
    {
        var layer = node.Layer;
        var output = layer.Padded ? size : (size - layer.Height) / layer.Stride + 1;
        if (node.IsConvolution)
            total += output * output * layer.Height * layer.Width * node.Inputs * node.Outputs;
        return output;
    }
}

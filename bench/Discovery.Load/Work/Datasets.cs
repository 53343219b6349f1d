namespace Discovery.Load.Work;

/// <summary>The dataset of each size, made when first asked for.</summary>
internal sealed class Datasets
{
    private readonly Dictionary<int, Dataset> _bySize = [];

    public Dataset Of(int valueBytes)
    {
        if (!_bySize.TryGetValue(valueBytes, out var dataset))
            _bySize[valueBytes] = dataset = new Dataset(valueBytes);
        return dataset;
    }
}

namespace LocalAzure.FunctionsHost;

/// <summary>The host stand-in cannot start (or had to shut down); every fault is a line of its own.</summary>
public sealed class HostStartException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    /// <summary>One sentence per fault, each naming the file or setting it is about.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}

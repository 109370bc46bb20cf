namespace Functions.Runs;

/// <summary>Which try of a message this is.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Most">How many there are.</param>
internal readonly record struct Tries(int Number, int Most)
{
    /// <summary>A run that no queue stands behind.</summary>
    public static readonly Tries None = new(1, int.MaxValue);

    /// <summary>True when the host moves the message to the poison queue if this try fails.</summary>
    public bool IsLast => Number >= Most;
}

namespace LocalAzure.State;

/// <summary>What happened to a resource.</summary>
public enum ChangeKind
{
    Written,
    Deleted,
}

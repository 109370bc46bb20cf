namespace LocalAzure.Arm;

/// <summary>A request that ends with an error answer, thrown from the depth of a rule.</summary>
internal sealed class ArmRefusedException(ArmAnswer answer) : Exception(answer.Body?.ToJsonString())
{
    public ArmAnswer Answer { get; } = answer;
}

"""All settings of delivery as they are in force where a district says nothing, each beside the law that reads it."""

from yipanqi.domain.delivery import change, contract, dig, gate, setting

SHIPPED = (*setting.SHIPPED, *gate.SHIPPED, *contract.SHIPPED, *dig.SHIPPED, *change.SHIPPED)
